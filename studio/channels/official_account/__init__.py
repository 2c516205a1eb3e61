"""公众号: pictures uploaded, a draft, then published without a push, mass-sent with one, or left for a person to publish."""
