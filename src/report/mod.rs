//! Reports as text, HTML and tables; mail.
