namespace TorchSharp;

/// <summary>The dispose scopes of a thread.</summary>
public class DisposeScopeManager
{
    [ThreadStatic]
    private static DisposeScopeManager? ofThisThread;

    /// <summary>What happened on this thread.</summary>
    public static ThreadDisposeScopeStatistics Statistics => OfThisThread.Counts;

    internal static DisposeScopeManager OfThisThread => ofThisThread ??= new DisposeScopeManager();

    internal ThreadDisposeScopeStatistics Counts { get; } = new();

    internal DisposeScope? Innermost { get; private set; }

    internal DisposeScope Open() => Innermost = new DisposeScope(this, Innermost);

    /// <summary>Hands a new tensor to the innermost scope.</summary>
    internal DisposeScope? Register(torch.Tensor tensor)
    {
        if (Innermost is null)
        {
            Counts.CreatedOutsideScopeCount++;
            return null;
        }

        Counts.CreatedInScopeCount++;
        Innermost.Tensors.Add(tensor);
        return Innermost;
    }

    /// <summary>Takes a scope out of the chain, which need not be the innermost one.</summary>
    internal void Close(DisposeScope scope)
    {
        if (Innermost == scope)
        {
            Innermost = scope.Outer;
            return;
        }

        for (var inner = Innermost; inner is not null; inner = inner.Outer)
        {
            if (inner.Outer == scope)
            {
                inner.Outer = scope.Outer;
            }
        }
    }
}
