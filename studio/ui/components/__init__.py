"""Pieces that pages are put together from; each draws itself and gives back what the person chose."""
