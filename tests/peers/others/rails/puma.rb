# One process on one core: threads share it, more of them only wait for each other.
threads 5, 5
bind "tcp://127.0.0.1:#{ENV.fetch("PORT")}"
environment "production"
