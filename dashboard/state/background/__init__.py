"""Work that outlives a page: threads that take turns, and can be watched and stopped."""
