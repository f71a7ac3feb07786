"""What each page of the dashboard asks for: a view goes in, plain data comes out."""
