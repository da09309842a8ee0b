"""`python -m service` is `undersigned`."""

from service.cli import main

if __name__ == "__main__":
    main()
