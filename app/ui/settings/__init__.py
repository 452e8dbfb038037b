"""The sections of the settings page, made when the page is first looked at."""
