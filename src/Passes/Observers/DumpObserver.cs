using DepthCompress.GraphIR;

namespace DepthCompress.Passes;

/// <summary>Writes the graph before the first pass and after every pass that changed it, as text files numbered in order.</summary>
public sealed class DumpObserver(string folder) : IPassObserver
{
    private int count;

    /// <inheritdoc/>
    public void Before(Pass pass, Graph graph, PassContext context)
    {
        if (count == 0)
        {
            Write("input", graph);
        }
    }

    /// <inheritdoc/>
    public void After(Pass pass, Graph before, Graph after, PassContext context)
    {
        if (!ReferenceEquals(before, after))
        {
            Write(pass.Name, after);
        }
    }

    private void Write(string name, Graph graph)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, $"{count++:00}-{name}.dcir"), GraphPrinter.Print(graph));
    }
}
