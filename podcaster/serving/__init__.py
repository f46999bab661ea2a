"""The show for podcast apps: `server` answers HTTP with ranges, `publish` copies to a folder, a store or a host."""
