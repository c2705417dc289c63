using DepthCompress.GraphIR;

namespace DepthCompress.Passes;

/// <summary>Watches the passes of a pipeline.</summary>
public interface IPassObserver
{
    /// <summary>A pass is about to run.</summary>
    void Before(Pass pass, Graph graph, PassContext context)
    {
    }

    /// <summary>A pass has run; both graphs are the same object if it changed nothing.</summary>
    void After(Pass pass, Graph before, Graph after, PassContext context);
}
