"""What surrounds every page: the sidebar, the style, and the model that most pages need."""
