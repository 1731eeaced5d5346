"""Pure: a frame in, a figure or another frame out. No Streamlit."""
