# syntax=docker/dockerfile:1
# Two stages: what builds the program stays behind. The base is pinned by the tag of a version; whoever releases the image
# pins it by digest too (`docker buildx imagetools inspect python:3.13.9-slim-trixie`).
ARG BASE=python:3.13.9-slim-trixie

FROM ${BASE} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /source
COPY requirements.lock ./
# A version for every hash: nothing is installed that the lock does not name. The build tools are among it, and go again.
RUN python -m venv /opt/paperboy \
    && /opt/paperboy/bin/python -m pip install --require-hashes --only-binary :all: --requirement requirements.lock
# One font for Korean, Japanese and Chinese, for the pictures of /trends: 3.5 MB. The package's other one has no Korean.
# A mirror has one version of it, the newest.
# hadolint ignore=DL3008
RUN apt-get update && apt-get install --yes --no-install-recommends fonts-droid-fallback
COPY pyproject.toml README.md LICENSE ./
COPY storage storage
COPY digest digest
COPY handlers handlers
COPY bot bot
RUN /opt/paperboy/bin/python -m pip wheel --no-deps --no-build-isolation --wheel-dir /wheels . \
    && /opt/paperboy/bin/python -m pip install --no-deps --no-index /wheels/*.whl \
    && /opt/paperboy/bin/python -m pip uninstall --yes hatchling editables pathspec tomlkit trove-classifiers pip
# 48 MB for other uses than ours: tests, types, documentation, what builds extensions, and fonts of PDF and PostScript with
# most of fontTools, which edits them.
RUN find /opt/paperboy/lib/python*/site-packages -path '*/numpy/*' -name '*.pyi' -delete \
    && find /opt/paperboy/lib/python*/site-packages/numpy /opt/paperboy/lib/python*/site-packages/matplotlib \
        /opt/paperboy/lib/python*/site-packages/fontTools -type d \( -name tests -o -name f2py -o -name sphinxext \
        -o -name sample_data -o -name afm -o -name pdfcorefonts -o -name varLib -o -name ttLib -o -name feaLib \
        -o -name qu2cu -o -name cu2qu -o -name pens -o -name ufoLib -o -name subset -o -name cffLib -o -name otlLib \
        -o -name designspaceLib -o -name voltLib -o -name merge -o -name mtiLib -o -name colorLib -o -name svgLib \) \
        -prune -exec rm -r {} +
# Should a newer matplotlib need any of it, then this fails, and no picture of a reader.
RUN /opt/paperboy/bin/python -c "from digest.picture import Drawing; from digest.plot_worker import draw; draw([Drawing('picture', '', '', ())], ())"

FROM ${BASE}
LABEL org.opencontainers.image.title="Paperboy" \
      org.opencontainers.image.licenses="MIT"
RUN groupadd --system --gid 10001 paperboy \
    && useradd --system --uid 10001 --gid paperboy --home-dir /data --shell /usr/sbin/nologin paperboy \
    && install --directory --owner=paperboy --group=paperboy --mode=0700 /data
COPY --from=build /opt/paperboy /opt/paperboy
COPY --from=build /usr/share/fonts-droid-fallback/truetype/DroidSansFallback.ttf /usr/share/fonts/truetype/droid/
COPY --from=build /usr/share/doc/fonts-droid-fallback/copyright /usr/share/doc/fonts-droid-fallback/
# Bytecode was compiled by pip: the root may be read-only.
ENV PATH=/opt/paperboy/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PAPERBOY_DB=/data/paperboy.db
WORKDIR /data
VOLUME /data
USER 10001:10001
STOPSIGNAL SIGTERM
# Inside only: the port is not published unless somebody publishes it.
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-m", "bot.healthcheck"]
ENTRYPOINT ["paperboy"]
CMD ["run"]
