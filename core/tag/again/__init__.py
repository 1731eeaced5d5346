"""A catalogue that was tagged before: only what changed is answered, and a run that was cut off goes on."""
