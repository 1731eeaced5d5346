"""Batch."""

import streamlit as st

st.title("Tag a whole catalogue")
