"""What can be done about the team: the boards, people and roles, handing over, playbooks. All opened late."""

from __future__ import annotations

from warroom.domain import orders as o
from warroom.tui.alerts import Alert
from warroom.tui.asking import Asking


class TeamVerbs(Asking):
    """The screen with the verbs of the team."""

    async def do_boards(self, section: str = "", item: int = 0) -> None:
        """The situation, with the bar in a section."""
        assert self.room is not None
        from warroom.tui.boards.lines import KINDS  # noqa: PLC0415 - late: opened rarely
        from warroom.tui.boards.sheet import BoardsSheet  # noqa: PLC0415 - late: opened rarely

        kind = next((kind for kind in KINDS if kind == section), KINDS[0])
        await self.open(BoardsSheet(self.room, kind, item), self._from_sheet)

    async def do_people(self, role: str = "") -> None:
        """Who is who, with the bar on a role."""
        assert self.room is not None
        from warroom.domain.people import ROLES  # noqa: PLC0415 - late: opened rarely
        from warroom.tui.forms.roles import RolesSheet  # noqa: PLC0415 - late: opened rarely

        where = next((known for known in ROLES if known == role), ROLES[0])
        await self.open(RolesSheet(self.room, where), self._from_sheet)

    async def do_hand_over(self, to: str = "") -> None:
        """Offer my role; or read the brief of the role that is offered, by me or to me."""
        assert self.room is not None
        from warroom.tui.forms.handover import HandOverForm, OfferSheet  # noqa: PLC0415 - late: opened rarely

        picture, me = self.room.picture, self.room.me
        role, offer = picture.role_of(me), picture.offer

        async def ended(how: object) -> None:
            mine = offer is not None and how == "accepted"
            self.say(f"You are {offer.role} now. Everybody sees it." if offer and mine else "It stays as it was.")

        async def offered(order: object) -> None:
            if isinstance(order, o.HandOver) and self.room is not None:
                name = self.room.people[order.to].short
                self.say(f"{name} has your offer and the brief. It is yours until {name} accepts.", seconds=12)

        if offer is not None and me.id in (offer.giver, offer.taker):
            await self.open(OfferSheet(self.room, offer), ended)
        elif role in ("responder", "observer"):
            self.say("You hold no role to hand over. P shows who does; o gives a mention or a task away.", "caut")
        else:
            await self.open(HandOverForm(self.room, to), offered)

    async def do_playbooks(self, name: str = "") -> None:
        """The plans at hand."""
        assert self.room is not None
        from warroom.tui.forms.playbooks import PlaybooksSheet  # noqa: PLC0415 - late: opened rarely

        if name and name not in self.room.playbooks:
            self.say(f"There is no playbook '{name}'. p shows them all.", "caut")
            return
        await self.open(PlaybooksSheet(self.room, name), self._from_playbooks)

    async def _from_playbooks(self, result: object) -> None:
        """A plan that is to begin with an incident."""
        assert self.room is not None
        word, _, name = str(result).partition(" ")
        if word == "declare":
            from warroom.tui.forms.declare import DeclareForm  # noqa: PLC0415 - late: opened rarely

            await self.open(DeclareForm(self.room, playbook=name))

    async def about_team(self, what: str, about: str) -> None:
        """A command that opens one of these, with what it is about."""
        match what:
            case "boards":
                await self.do_boards(about)
            case "people":
                await self.do_people(about)
            case "hand_over":
                await self.do_hand_over(about)
            case _:
                await self.do_playbooks(about)

    async def to_team(self, alert: Alert) -> None:
        """Go where an alert about the team can be dealt with."""
        assert self.room is not None
        cause = alert.key.partition(":")[0].partition("@")[0]
        match cause:
            case "offer" if self.room.picture.offer is not None:
                offer = self.room.picture.offer
                mine = self.room.me.id in (offer.giver, offer.taker)
                await (self.do_hand_over() if mine else self.do_people(offer.role))
            case "roles":
                await self.do_people(alert.key.partition(":")[2].partition(",")[0])
            case "press":
                await self.do_boards("press", alert.item)
            case "tell" | "staff":
                await self.do_boards("told", alert.item)
            case "checks":
                await self.do_boards("checks")
            case "period":
                await self.do_boards("objectives")
            case "duty":
                who = self.room.people.get(alert.key.split(":")[1])
                await self.do_people(self.room.picture.role_of(who) if who else "")
            case _:
                await self.do_people()
