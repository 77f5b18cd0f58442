"""`python -m tierlight`, the same as the command `tierlight`."""

from tierlight import main

main()
