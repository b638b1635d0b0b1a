"""Makes the chat model that a name means: "openai:gpt-5.2", or any provider of LangChain's."""

from typing import Any

from langchain_core.language_models import BaseChatModel

from bot.faults import ModelFault
from bot.settings import Settings
from knowledge.errors import NotConfigured


def make_model(name: str, settings: Settings) -> "BaseChatModel | ModelFault":
    """The model; a ModelFault where its key is missing, so that the built-in one answers.

    Retries are the loop's own: it knows how long a question may take. Raises NotConfigured for a
    name that is none.
    """
    from langchain.chat_models import init_chat_model

    options: dict[str, Any] = {"timeout": settings.model_timeout, "max_retries": 0}
    if name.startswith("openai:"):
        if not settings.openai_api_key:
            return ModelFault("has no key: set OPENAI_API_KEY")
        options |= {"api_key": settings.openai_api_key, "stream_usage": True}
        if settings.openai_base_url:
            options |= {"base_url": settings.openai_base_url, "use_responses_api": False}
    try:
        model: BaseChatModel = init_chat_model(name, **options)
    except (ValueError, ImportError) as error:
        raise NotConfigured(
            f'No model {name!r}: use "builtin", or provider:model such as "openai:gpt-5.2", '
            "with its provider's package installed."
        ) from error
    return model
