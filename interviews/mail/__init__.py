"""What each letter says, and which kinds there are: reads both sides, writes nothing."""
