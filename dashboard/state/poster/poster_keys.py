"""Under which keys of a session what is known of its archive's posters is kept, until the archive is removed."""

SEEN, READ = "seen_posters", "read_posters"
ALL = (SEEN, READ)
