// Package list is a virtual list.
package list
