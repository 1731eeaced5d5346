"""What if: words changed, and the smallest change that turns a genre."""
