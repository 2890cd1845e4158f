"""planar"""



def expectation(model, traces):
    raise NotImplementedError
