namespace DepthCompress.Passes.Tests;

/// <summary>
/// The passes of onnx/optimizer that changed results (its reports #252 to #285, of which #255 is one), each as the smallest network of its
/// kind: what looks as if it did nothing, and does something; what may be joined, and what may not.
/// </summary>
public sealed class PeersPassesTests
{
    private static readonly (string Name, string Types, string Text)[] Cases =
    [
        ("optimizer #252: a concatenation of one, and of one with nothing", "Concat Relu", """
            graph @concat
              in %x : f32[2,3]
              const %none : f32[2,0] = []
              %a = Concat(%x) axis=1
              %b = Concat(%a, %none) axis=1
              %y = Relu(%b)
              out %y
            """),
        ("optimizer #259: the same function twice, where that is not the same as once", "Relu Neg Reciprocal", """
            graph @twice
              in %x : f32[2,3]
              %a = Relu(%x)
              %b = Relu(%a)
              %c = Neg(%b)
              %d = Reciprocal(%c)
              out %d
            """),
        ("optimizer #262, #279: sizes of an axis that is not known", "Flatten", """
            graph @sizes
              in %x : f32[N,3,4]
              %s = Shape(%x)
              const %i : i64[] = [0]
              %n = Gather(%s, %i)
              %m = Unsqueeze(%n) axes=[0]
              const %rest : i64[1] = [12]
              %t = Concat(%m, %rest) axis=0
              %y = Reshape(%x, %t) : f32[?,12]
              out %y
            """),
        ("optimizer #263: a slice of a shape", "", """
            graph @sliced_shape
              in %x : f32[2,3,4,5]
              %s = Shape(%x)
              %a = Slice(%s) starts=[-1] ends=[-4] axes=[0] steps=[-2]
              %b = Slice(%s) starts=[1] ends=[9223372036854775807] axes=[0]
              out %a
              out %b
            """),
        ("optimizer #275: an expansion that makes something larger after all", "Expand Expand Add", """
            graph @expansion
              in %x : f32[2,1,3]
              const %same : i64[3] = [1,1,1]
              const %larger : i64[3] = [2,4,1]
              %a = ?Expand(%x, %same) : f32[2,1,3]
              %b = ?Expand(%a, %larger) : f32[2,4,3]
              %y = Add(%b, %x)
              out %y
            """),
        ("optimizer #282: a reshape to the same shape, and one that only looks so", "Reshape Relu", """
            graph @reshape
              in %x : f32[2,3,2]
              %a = Reshape(%x) shape=[0,0,0]
              %b = Reshape(%a) shape=[2,2,3]
              %c = Reshape(%b) shape=[-1,2,3]
              %y = Relu(%c)
              out %y
            """),
        ("optimizer #283: a split into one part", "Split Split Relu Add", """
            graph @split
              in %x : f32[2,3]
              %a = Split(%x) axis=1 split=[3]
              %b, %c = Split(%a) axis=0 split=[1,1]
              %d = Relu(%b)
              %y = Add(%d, %c)
              out %y
            """),
        ("optimizer #285: ones and zeros that make something larger", "Add Mul Sub", """
            graph @units
              in %x : f32[1,3]
              const %zeros : f32[2,1] = [0,0]
              const %ones : f32[1,2,1,3] = ones
              const %zero : f32[1,1] = [0]
              %a = Add(%x, %zeros)
              %b = Mul(%a, %ones)
              %y = Sub(%zero, %b)
              out %y
            """),
    ];

    public static TheoryData<string> Names => [.. Cases.Select(entry => entry.Name)];

    [NeedsTheory(Need.OnnxRuntime)]
    [MemberData(nameof(Names))]
    public void ChangesNothing(string name)
    {
        var (_, types, text) = Cases.Single(entry => entry.Name == name);

        Assert.Equal(types, PeersCheck.Types(PeersCheck.Optimized(text)));
    }
}
