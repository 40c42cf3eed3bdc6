print(straight(1), oneLine(2), implicitReturn(3), multiline(), loops([1, 2, 3]), loopsTruth([1,2,3]), closures([1, 2, 3]))
nothing()
var n = 1
noValue(&n)
