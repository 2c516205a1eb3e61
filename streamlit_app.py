"""The menu: every page stands in the frame that studio.ui.frame draws around it."""

from studio.ui.frame import show_page

show_page()
