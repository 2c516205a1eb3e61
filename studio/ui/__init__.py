"""The screens: what a content team sees in the browser. Only this folder knows Streamlit."""
