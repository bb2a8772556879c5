"""The situation boards: objectives, facts and rumours, the first checks, press, who must be told."""
