"""The Streaming API by CometD: long polls, replay, refusals."""
