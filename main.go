// Lede is a news reader for the terminal.
package main

func main() {}
