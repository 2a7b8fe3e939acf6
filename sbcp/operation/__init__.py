"""Running an instance: schema, backup, front-end files, logs, list of parts."""
