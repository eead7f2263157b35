package ui

import (
	"context"
	"sync"

	tea "charm.land/bubbletea/v2"
)

// queue does the screen's writes one after another in the order in which they
// were pushed, on a goroutine of its own. Pushing never waits.
type queue struct {
	mu     sync.Mutex
	more   *sync.Cond
	jobs   []func(context.Context)
	closed bool
	done   chan struct{}
	failed func(any) // told of a panic in a job
}

func newQueue(ctx context.Context, failed func(any)) *queue {
	q := &queue{done: make(chan struct{}), failed: failed}
	q.more = sync.NewCond(&q.mu)
	go q.work(ctx)
	return q
}

func (q *queue) work(ctx context.Context) {
	defer close(q.done)
	for {
		q.mu.Lock()
		for len(q.jobs) == 0 && !q.closed {
			q.more.Wait()
		}
		if len(q.jobs) == 0 {
			q.mu.Unlock()
			return
		}
		job := q.jobs[0]
		q.jobs = q.jobs[1:]
		q.mu.Unlock()
		q.do(ctx, job)
	}
}

// do runs one job. A panic in it is told, not left to end the program with the
// terminal in raw mode; the jobs behind it are still done.
func (q *queue) do(ctx context.Context, job func(context.Context)) {
	defer func() {
		if r := recover(); r != nil {
			q.failed(r)
		}
	}()
	job(ctx)
}

// push adds a job and reports whether it will be done.
func (q *queue) push(job func(context.Context)) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return false
	}
	q.jobs = append(q.jobs, job)
	q.more.Signal()
	return true
}

// close waits until all that was pushed is done.
func (q *queue) close() {
	q.mu.Lock()
	q.closed = true
	q.more.Signal()
	q.mu.Unlock()
	<-q.done
}

// write pushes work at once and returns a command that brings its reply.
func (m *model) write(work func(ctx context.Context) tea.Msg) tea.Cmd {
	reply := make(chan tea.Msg, 1)
	pushed := m.queue.push(func(ctx context.Context) {
		var msg tea.Msg
		defer func() { reply <- msg }() // also when work panics: nobody waits for ever
		msg = work(ctx)
	})
	if !pushed {
		return nil
	}
	return func() tea.Msg { return <-reply }
}

// tasks counts the commands that are using the library, so that leaving the
// screen can cancel them and wait for their end.
type tasks struct {
	ctx    context.Context
	cancel context.CancelFunc
	mu     sync.Mutex
	closed bool
	group  sync.WaitGroup
}

func newTasks(ctx context.Context) *tasks {
	t := &tasks{}
	t.ctx, t.cancel = context.WithCancel(ctx)
	return t
}

func (t *tasks) enter() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.closed {
		return false
	}
	t.group.Add(1)
	return true
}

func (t *tasks) close() {
	t.mu.Lock()
	t.closed = true
	t.mu.Unlock()
	t.cancel()
	t.group.Wait()
}

// command makes work a command that is cancelled and waited for at the end.
func (m *model) command(work func(ctx context.Context) tea.Msg) tea.Cmd {
	t := m.tasks
	return func() tea.Msg {
		if !t.enter() {
			return nil
		}
		defer t.group.Done()
		return work(t.ctx)
	}
}
