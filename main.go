// Lede is a news reader for the terminal.
package main

import (
	"os"

	"lede/cli"
)

func main() { os.Exit(cli.Main(cli.Process())) }
