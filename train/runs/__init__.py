"""Runs as folders and processes: started, queued, watched, stopped, resumed, promoted."""
