using DepthCompress.GraphIR;

namespace DepthCompress.Passes;

/// <summary>A named function from graph to graph. Its parameters are its properties.</summary>
public abstract record Pass
{
    /// <summary>What the command line and the goldens call it.</summary>
    public abstract string Name { get; }

    /// <summary>What it promises about the numbers.</summary>
    public abstract Exactness Exactness { get; }

    /// <summary>The next graph; the same object if nothing is to be done.</summary>
    public abstract Graph Apply(Graph graph, PassContext context);
}
