namespace DepthCompress.GraphIR;

/// <summary>An update rule.</summary>
public abstract record Optimizer
{
    private Optimizer()
    {
    }

    /// <summary>Stochastic gradient descent with momentum (Sutskever et al. 2013).</summary>
    public sealed record Sgd(double Momentum = 0.9, bool Nesterov = true) : Optimizer;

    /// <summary>Adam with decoupled weight decay (Loshchilov and Hutter 2019).</summary>
    public sealed record AdamW(double Beta1 = 0.9, double Beta2 = 0.999, double Epsilon = 1e-8) : Optimizer;
}
