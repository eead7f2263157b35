// Package store keeps everything in SQLite.
package store
