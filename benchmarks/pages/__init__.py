"""The app in a browser: how fast its pages are, and pictures of them."""
