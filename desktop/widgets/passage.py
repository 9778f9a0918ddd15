"""Where figures are on their way to MACA: one sentence, and the one thing to do about it."""

from desktop.widgets.banner import Banner
from desktop.wording.figures import Act, Passage


class PassageBanner(Banner):
    """Hidden while there is nothing to say; ``acted`` when its action is pressed."""

    def __init__(self) -> None:
        super().__init__()
        self.act: Act = ""
        """What the action does."""
        self.hide()

    def show_passage(self, passage: Passage | None) -> None:
        """Say where the figures are; nothing hides the sentence."""
        self.setVisible(passage is not None)
        if passage is not None:
            self.act = passage.act
            self.set_text(passage.text, passage.action)
            self.set_kind(passage.tone)
