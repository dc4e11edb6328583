"""The subcommands of ``brief``, one file each."""
