"""Moving: the bar in each pane, the panes, the views, the filter."""

from __future__ import annotations

from textual import events

from warroom.tui.asking import Asking
from warroom.tui.feed import FeedView, parse_query
from warroom.tui.layout import View
from warroom.tui.screen import NAMES
from warroom.tui.tasks import side, step


class Moving(Asking):
    """The screen whose bar moves."""

    def _move(self, by: int) -> None:
        assert self.room is not None
        match self.pane:
            case "feed" if self.feed_view is not None:
                self.feed_view.move(by)
            case "log":
                self.log_view.move(self.room, by)
            case "tasks":
                step(self.room, self.tasks_view, by)
            case "needs":
                self.needs_at = min(max(self.needs_at + by, 0), max(0, len(self.found) - 1))
            case _:
                pass

    def _page(self) -> int:
        if self.pane == "feed" and self.feed_view is not None:
            return max(1, self.feed_view.height - 1)
        return max(1, self._panes[self.pane].size.height // 2)

    def do_down(self) -> None:
        self._move(1)

    def do_up(self) -> None:
        self._move(-1)

    def do_page_down(self) -> None:
        self._move(self._page())

    def do_page_up(self) -> None:
        self._move(-self._page())

    def do_left(self) -> None:
        assert self.room is not None
        side(self.room, self.tasks_view, -1)

    def do_right(self) -> None:
        assert self.room is not None
        side(self.room, self.tasks_view, 1)

    def do_top(self) -> None:
        assert self.room is not None
        if self.pane == "feed" and self.feed_view is not None:
            self.feed_view.go_newest()
        elif self.pane == "log" and self.room.log:
            self.log_view.go(self.room, self.room.log[-1].seq)
        else:
            self._move(-10_000)

    def do_bottom(self) -> None:
        assert self.room is not None
        if self.pane == "feed" and self.feed_view is not None:
            self.feed_view.go(0)
        elif self.pane == "log":
            self.log_view.go(self.room, 1)
        else:
            self._move(10_000)

    def do_next_pane(self) -> None:
        self.next_pane(1)

    def do_previous_pane(self) -> None:
        self.next_pane(-1)

    def do_follow(self) -> None:
        if self.feed_view is not None:
            self.feed_view.start(follow=not self.feed_view.follow)

    def do_next_urgent(self) -> None:
        self._urgent(1)

    def do_previous_urgent(self) -> None:
        self._urgent(-1)

    def _urgent(self, by: int) -> None:
        """The next row of the pane that is late, or that needs an answer and has nobody."""
        assert self.room is not None
        now, view = self.room.now(), self.feed_view
        if self.pane == "tasks":
            late = [t for t in self.room.picture.board() if t.open and t.due is not None and t.due < now]
            if late:
                numbers = [t.number for t in sorted(late, key=lambda t: t.due or 0)]
                here = numbers.index(self.tasks_view.cursor) if self.tasks_view.cursor in numbers else -by
                self.tasks_view.cursor = numbers[(here + by) % len(numbers)]
            return
        if view is None or view.newest < 0:
            return
        at = view.cursor if view.cursor is not None else view.top + 1
        while 0 <= (at := at - by) <= view.newest:
            mention = view.window.row(at)
            if mention is None:
                break
            due = self.room.answer_by(mention)
            if due is not None and (due < now or not self.room.picture.done_about(mention.id).owner):
                view.jump(at)
                return
        self.say("Nothing urgent further on.")

    # -- the mouse: not needed for anything ----------------------------------------------------------------------------

    def on_click(self, event: events.Click) -> None:
        """A click gives the keys to a pane and, in the feed and among alerts, sets the bar."""
        name = self._pane_at(event)
        if name not in NAMES or self.room is None:
            return
        line = event.screen_y - self._panes[name].region.y
        self.focus_pane(name)
        view = self.feed_view
        if name == "feed" and view is not None and line >= 2 and view.top - (line - 2) >= 0:
            view.go(view.top - (line - 2))
        elif name == "needs" and 0 < line <= len(self.found) - self.needs_top:
            self.needs_at = self.needs_top + line - 1
        self.repaint()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel moves the bar of the pane that has the keys."""
        self._wheel(event, 1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel, the other way."""
        self._wheel(event, -1)

    def _wheel(self, event: events.MouseEvent, by: int) -> None:
        if self.room is not None and self._pane_at(event) == self.pane:
            self._move(by)
            self.repaint()

    def _pane_at(self, event: events.MouseEvent) -> str:
        shown = (n for n, pane in self._panes.items() if pane.display)
        return next((n for n in shown if self._panes[n].region.contains(event.screen_x, event.screen_y)), "")

    # -- views ------------------------------------------------------------------------------------------------------

    def _view(self, view: View, pane: str) -> None:
        self.view, self.zoom = view, ""
        self.focus_pane(pane, place=False)
        self.arrange_panes()

    def do_view_command(self) -> None:
        self._view("command", "feed")

    def do_view_tasks(self) -> None:
        self._view("tasks", "tasks")

    def do_view_log(self) -> None:
        self._view("log", "log")

    def do_zoom(self) -> None:
        if not self.small and self.view == "command":
            self.zoom = "" if self.zoom else self.pane
            self.arrange_panes()

    def do_calm(self) -> None:
        """Reduced load: no feed."""
        self.calm = not self.calm
        self.arrange_panes()
        self.say("Calm: the feed is hidden. :calm brings it back." if self.calm else "The feed is back.")

    def do_back(self) -> None:
        """One step back: the zoom, then the selection, then the filter. Never out."""
        view = self.feed_view
        if self.zoom:
            self.do_zoom()
        elif self.log_view.selected or self.tasks_view.selected or (view is not None and view.selected):
            self.log_view.selected.clear()
            self.tasks_view.selected.clear()
            if view is not None:
                view.selected.clear()
        elif view is not None and view.asked:
            self.filter("")
        elif self.view != "command":
            self.do_view_command()

    def filter(self, asked: str) -> None:
        """Show only what matches; empty shows all. The bar stays on its mention where it can."""
        assert self.room is not None
        query = parse_query(asked)
        self.feed_view = FeedView(self.room.window(query), query=query, asked=asked.strip())
        self.feed_view.start(follow=False)
        self.repaint()
