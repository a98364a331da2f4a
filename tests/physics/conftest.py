from hypothesis import settings

settings.register_profile("no clock", deadline=None)  # a busy machine must not fail a property
settings.load_profile("no clock")
