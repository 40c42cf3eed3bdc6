// By name, for the command line.
let injected: [String: @Sendable () -> Void] = [
  "twoClasses": TwoClasses.make, "childrenOfParent": Children.make, "optional": Optionals.make, "tuple": Tuples.make,
  "nestedStruct": NestedStructs.make, "genericClass": Generics.make, "superclassProperty": Subclasses.make,
  "lazyVar": LazyVariables.make,
  "enumPayload": Payloads.make, "enumPayloadOfTwo": Payloads.makeWaiting, "indirectEnum": IndirectEnums.make,
  "any": AnyValues.make, "anyInABox": AnyValues.makeLarge, "existential": Existentials.make,
  "classExistential": Existentials.makeOfObject, "result": Results.make, "errorBox": Results.makeError,
  "dictionaryValue": Collections.makeDictionary, "setMember": Collections.makeSet, "managedBuffer": Buffers.make,
  "closureOfSelf": Closures.makeOfSelf, "closureWithMore": Closures.makeWithMore,
  "optionalClosure": Closures.makeOptional, "asyncClosure": Closures.makeAsync,
  "recursiveLocalClosure": Closures.makeRecursive, "dispatchWorkItem": WorkItems.make,
  "timerNeverScheduled": Timers.make, "actor": Actors.make, "taskOnItsOwnStream": StuckTasks.make,
  "passRetainedLost": Lost.makeRetained, "mallocLost": Lost.makeBlock, "detachedGraph": Lost.makeGraph,
  "pointeeLost": Lost.makePointee, "retainedOnceTooOften": Lost.makeOverRetained,
  "ownerOfACycle": Lost.makeOwnerOfACycle,
]
