"""Files that people bring become text or rows: every container is opened here, apart and within limits."""
