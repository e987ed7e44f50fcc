//! Nothing: the programs stand in `programs/`, and the test beside reads what the compiler says of them.
