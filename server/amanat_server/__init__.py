"""The service: keeps sealed films, shares and events, and obeys the promises made about them."""
