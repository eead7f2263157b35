package store

import (
	"lede/feed"
)

func splitMatch(e *feed.Expr) (words, rest *feed.Expr) { return nil, e }

func (s *Store) searchPlan(q querier, w feed.Window, words, rest *feed.Expr) (*plan, error) {
	return nil, nil
}

func (s *Store) compile(q querier, e *feed.Expr) (cond, error) { return cond{sql: "1"}, nil }

func (s *Store) addSnippets(q querier, e *feed.Expr, rows []feed.Row) error { return nil }
