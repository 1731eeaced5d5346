"""What people see. ``streamlit run dashboard/Home.py`` opens it."""
