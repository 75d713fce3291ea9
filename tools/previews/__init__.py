"""What people read, as one page: every template, language, audience and transport, with invented complaints."""
