"""The pages of people, by subject: begin, doors (in and out), security, consents."""
