"""What a browser waits for until a page is there. See __main__."""
