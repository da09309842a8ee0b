"""The real parts that tests run against, and how they are brought up."""
